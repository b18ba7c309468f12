namespace Workflow.Jobs.Registry;

/// <summary>That somebody puts a version on hold, or releases it.</summary>
/// <param name="Reason">Why.</param>
/// <param name="By">Who.</param>
public sealed record HoldChange(string Reason, string By);
