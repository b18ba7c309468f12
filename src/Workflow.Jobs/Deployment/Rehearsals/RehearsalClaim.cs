namespace Workflow.Jobs.Deployment.Rehearsals;

/// <summary>The right to rehearse going back from an endpoint, which one at a time has.</summary>
/// <param name="Project">Project of the endpoint.</param>
/// <param name="Endpoint">Name of the endpoint.</param>
/// <param name="At">When it was taken, in milliseconds of Unix time: it tells this one from others.</param>
public sealed record RehearsalClaim(string Project, string Endpoint, long At);
