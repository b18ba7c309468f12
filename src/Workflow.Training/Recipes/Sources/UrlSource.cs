namespace Workflow.Training.Recipes.Sources;

/// <summary>A download.</summary>
/// <param name="Url">Where; https unless <paramref name="AllowHttp"/>.</param>
/// <param name="Sha256">What its bytes must be; null where any are accepted.</param>
/// <param name="AllowHttp">Whether an unencrypted connection will do.</param>
/// <param name="MaximumBytes">Largest download that is accepted.</param>
/// <param name="Timeout">Longest time that the download may take.</param>
public sealed record UrlSource(Uri Url, string? Sha256, bool AllowHttp, long MaximumBytes, TimeSpan Timeout) : SourceDefinition
{
    /// <inheritdoc/>
    public override string Description => $"url {Url}";
}
