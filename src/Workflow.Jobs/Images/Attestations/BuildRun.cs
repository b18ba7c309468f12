namespace Workflow.Jobs.Images.Attestations;

/// <summary>The run that built an image.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Pipeline">Name of its pipeline.</param>
/// <param name="DefinitionSha256">Digest of the pipeline as the run has pinned it.</param>
/// <param name="FinishedAt">When the image was built.</param>
public sealed record BuildRun(string Id, string Pipeline, string DefinitionSha256, DateTimeOffset FinishedAt);
