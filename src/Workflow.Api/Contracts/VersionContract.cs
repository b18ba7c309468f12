using Workflow.Jobs.Images;
using Workflow.Jobs.Registry;

namespace Workflow.Api.Contracts;

/// <summary>A registered version.</summary>
public sealed record VersionContract
{
    /// <summary>Name of the version: <c>model@7</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Model.</summary>
    public required string Model { get; init; }

    /// <summary>Number.</summary>
    public required long Number { get; init; }

    /// <summary>Digest of the scoring pipeline file.</summary>
    public required string PipelineSha256 { get; init; }

    /// <summary>Run that made it first; absent where that was at another site.</summary>
    public string? Run { get; init; }

    /// <summary>Where it comes from, where it was made at another site.</summary>
    public ImportedFrom? ImportedFrom { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Label column.</summary>
    public required string Target { get; init; }

    /// <summary>Learner of the model.</summary>
    public required string Learner { get; init; }

    /// <summary>Log loss on the test rows; absent for regression, as the next three.</summary>
    public double? LogLoss { get; init; }

    /// <summary>Macro F1 on the test rows.</summary>
    public double? F1Macro { get; init; }

    /// <summary>Matthews correlation coefficient on the test rows.</summary>
    public double? Mcc { get; init; }

    /// <summary>Accuracy on the test rows.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Root of the mean squared error on the test rows, for regression.</summary>
    public double? Rmse { get; init; }

    /// <summary>Share of the variance of the test rows that is explained, for regression.</summary>
    public double? R2 { get; init; }

    /// <summary>The source that served.</summary>
    public required string Origin { get; init; }

    /// <summary>Whether the simulator made the data.</summary>
    public required bool Simulated { get; init; }

    /// <summary>Size of the scoring pipeline file.</summary>
    public required long PipelineBytes { get; init; }

    /// <summary>The image; absent before one was built.</summary>
    public BuiltImage? Image { get; init; }

    /// <summary>That it has to stay, whatever else is decided; absent where nobody has said so.</summary>
    public VersionHold? Hold { get; init; }

    /// <summary>When its scoring pipeline file and its image were removed; absent while they are kept.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>The contract of a version.</summary>
    public static VersionContract Of(ModelVersion version) => new()
    {
        Name = version.Name,
        Model = version.Model,
        Number = version.Number,
        PipelineSha256 = version.PipelineSha256,
        Run = version.RunId,
        ImportedFrom = version.ImportedFrom,
        CreatedAt = version.CreatedAt,
        Target = version.Summary.Target,
        Learner = version.Summary.Learner,
        LogLoss = version.Summary.LogLoss,
        F1Macro = version.Summary.F1Macro,
        Mcc = version.Summary.Mcc,
        Accuracy = version.Summary.Accuracy,
        Rmse = version.Summary.Rmse,
        R2 = version.Summary.R2,
        Origin = version.Summary.Origin,
        Simulated = version.Summary.Simulated,
        PipelineBytes = version.Summary.PipelineBytes,
        Image = version.Image,
        Hold = version.Hold,
        RemovedAt = version.RemovedAt,
    };
}
