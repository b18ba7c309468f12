namespace Workflow.Jobs.Registry;

/// <summary>A version to be registered.</summary>
/// <param name="Model">Name of the model: that of its pipeline.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file. The same file is the same version.</param>
/// <param name="Summary">What lists show.</param>
public sealed record NewVersion(string Model, string PipelineSha256, VersionSummary Summary);
