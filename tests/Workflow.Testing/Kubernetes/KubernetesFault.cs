namespace Workflow.Testing.Kubernetes;

/// <summary>A refusal that waits for a request.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">What its path has in it.</param>
/// <param name="Status">HTTP status of the refusal.</param>
/// <param name="Reason">Its name.</param>
/// <param name="Message">Its words.</param>
public sealed record KubernetesFault(string Method, string Path, int Status, string Reason, string Message);
