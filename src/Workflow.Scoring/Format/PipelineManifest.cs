using Workflow.Scoring.Envelopes;
using Workflow.Scoring.Features;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;

namespace Workflow.Scoring.Format;

/// <summary>The content of <c>pipeline.json</c>.</summary>
public sealed record PipelineManifest
{
    /// <summary>The version of the format that this code reads and writes.</summary>
    public const int CurrentFormatVersion = 1;

    /// <summary>Version of the format. Any other than <see cref="CurrentFormatVersion"/> is refused.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Name of the pipeline that trained the model.</summary>
    public required string Name { get; init; }

    /// <summary>What the model predicts.</summary>
    public required ModelTask Task { get; init; }

    /// <summary>Name of the label column.</summary>
    public required string Target { get; init; }

    /// <summary>The classes in the order of the outputs; empty for regression.</summary>
    public required IReadOnlyList<TargetClass> Classes { get; init; }

    /// <summary>What a caller sends.</summary>
    public required IReadOnlyList<InputColumn> Columns { get; init; }

    /// <summary>What the model sees.</summary>
    public required IReadOnlyList<FeatureStep> Features { get; init; }

    /// <summary>How margins become outputs.</summary>
    public required Link Link { get; init; }

    /// <summary>
    /// The probability from which a model of two classes says the second class; null for any other, and in files that were written without: 0.5.
    /// </summary>
    public double? Threshold { get; init; }

    /// <summary>Where the training rows lay; null in files that were written without.</summary>
    public TrainingEnvelope? Envelope { get; init; }

    /// <summary>The learner.</summary>
    public required LearnerSummary Learner { get; init; }

    /// <summary>What the pipeline was made from.</summary>
    public required Lineage Lineage { get; init; }
}
