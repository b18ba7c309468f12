namespace Workflow.Jobs.Pipelines;

/// <summary>The steps that exist, and whose outputs each of them reads.</summary>
public static class StandardGraph
{
    /// <summary>Reads the source into a dataset.</summary>
    public const string Ingest = "ingest";

    /// <summary>Divides the rows.</summary>
    public const string Split = "split";

    /// <summary>Looks for leakage and shift.</summary>
    public const string Guard = "guard";

    /// <summary>Searches for the best model.</summary>
    public const string Train = "train";

    /// <summary>Judges it on the test rows and writes the scoring pipeline file.</summary>
    public const string Validate = "validate";

    /// <summary>Publishes the scorer and its image layer, once per release.</summary>
    public const string PublishScorer = "publish-scorer";

    /// <summary>Makes the version's image.</summary>
    public const string BuildImage = "build-image";

    /// <summary>Brings the version to its environment.</summary>
    public const string Deploy = "deploy";

    /// <summary>All steps in order, each with the steps whose outputs it reads.</summary>
    public static IReadOnlyList<StepDefinition> Steps { get; } =
    [
        new(Ingest, []),
        new(Split, [Ingest]),
        new(Guard, [Ingest, Split]),
        new(Train, [Ingest, Split, Guard]),
        new(Validate, [Ingest, Split, Guard, Train]),
        new(PublishScorer, []),
        new(BuildImage, [Validate, PublishScorer]),
        new(Deploy, [Validate, PublishScorer, BuildImage]),
    ];
}
