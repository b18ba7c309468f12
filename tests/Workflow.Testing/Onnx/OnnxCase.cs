using Workflow.Scoring;

namespace Workflow.Testing.Onnx;

/// <summary>A model and the rows that it is to score.</summary>
/// <param name="Model">The bytes of an <c>.onnx</c> file.</param>
/// <param name="Pipeline">The pipeline that it was exported from.</param>
/// <param name="Rows">The cells of each row as a caller would send them to the pipeline; null where missing.</param>
public sealed record OnnxCase(byte[] Model, ScoringPipeline Pipeline, IReadOnlyList<string?[]> Rows);
