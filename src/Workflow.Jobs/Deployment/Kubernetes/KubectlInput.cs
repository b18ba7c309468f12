using Workflow.Jobs.Deployment.Azure;

namespace Workflow.Jobs.Deployment.Kubernetes;

/// <summary>What kubectl reads from its standard input, because it may stand in no file and no argument.</summary>
/// <param name="Bytes">The input, whole.</param>
/// <param name="Secrets">What in it nobody may read, in every form that somebody may quote.</param>
internal sealed record KubectlInput(ReadOnlyMemory<byte> Bytes, IReadOnlyList<SecretText> Secrets)
{
    /// <summary>A text without the secrets.</summary>
    public string Redact(string text) => SecretText.Remove(Secrets, text);
}
