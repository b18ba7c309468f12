namespace Workflow.Scoring.Format;

/// <summary>The parts of a scoring pipeline file, in the order in which they stand in the zip.</summary>
public static class PipelineEntries
{
    /// <summary>What the pipeline is: columns, features, classes, lineage.</summary>
    public const string Manifest = "pipeline.json";

    /// <summary>The trained model.</summary>
    public const string Model = "model.bin";

    /// <summary>Rows with the exact answers of the training run.</summary>
    public const string Golden = "golden.json";

    /// <summary>The model card for people.</summary>
    public const string CardHtml = "card.html";

    /// <summary>The model card for programs.</summary>
    public const string CardJson = "card.json";

    /// <summary>All parts in order.</summary>
    public static IReadOnlyList<string> InOrder { get; } = [Manifest, Model, Golden, CardHtml, CardJson];
}
