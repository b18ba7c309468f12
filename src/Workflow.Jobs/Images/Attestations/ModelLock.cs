namespace Workflow.Jobs.Images.Attestations;

/// <summary>What the model layer is locked to.</summary>
/// <param name="Digest">Digest of the layer, which is not compressed.</param>
/// <param name="PipelineSha256">Digest of the scoring pipeline file in it.</param>
public sealed record ModelLock(string Digest, string PipelineSha256);
