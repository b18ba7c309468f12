using Workflow.Jobs.Engine;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Json;
using Workflow.Jobs.Pipelines;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images;

/// <summary>
/// Builds a version's image without a daemon: the engine layer as it was packed once, and a layer with the scoring pipeline file. The
/// digest depends on these two alone, whatever the clock, the directory, the user or the number of cores.
/// </summary>
public sealed class ImageBuilder(ImageLayout layout, ScorerPublisher engine)
{
    /// <summary>Builds an image.</summary>
    /// <param name="layer">The engine layer.</param>
    /// <param name="pipelineFile">The scoring pipeline file.</param>
    /// <param name="cancellationToken">Cancels building.</param>
    /// <exception cref="PipelineFileException">The file is not a scoring pipeline.</exception>
    /// <exception cref="ImageException">The packed engine layer is damaged.</exception>
    public Task<BuiltImage> BuildAsync(EngineLayer layer, string pipelineFile, CancellationToken cancellationToken) =>
        BuildAsync(layer, pipelineFile, ImageAdditions.None, cancellationToken);

    /// <summary>Builds an image of base, engine, the user's own files and model, in this order from below.</summary>
    internal async Task<BuiltImage> BuildAsync(EngineLayer layer, string pipelineFile, ImageAdditions additions, CancellationToken cancellationToken)
    {
        byte[] pipeline = await File.ReadAllBytesAsync(pipelineFile, cancellationToken).ConfigureAwait(false);
        PipelineManifest manifest = new ScoringPipeline(PipelineFileReader.Read(pipeline)).Manifest;
        using var modelTar = new MemoryStream();
        await DeterministicTar.WriteAsync(modelTar, [TarFile.Of(ModelLayer.PipelinePath, pipeline)], cancellationToken).ConfigureAwait(false);
        byte[] model = modelTar.ToArray();

        // The model layer stays uncompressed: deflate may pack it otherwise in the next runtime, and the digest would change with it.
        Descriptor engineLayer = await layout.AddFileAsync(MediaTypes.GzipLayer, engine.LayerPath(layer.SourceHash), layer.Digest, cancellationToken).ConfigureAwait(false);
        Descriptor modelLayer = layout.Add(MediaTypes.PlainLayer, model);
        Descriptor[] extraLayer = additions.ExtraFiles is { } files ? [layout.Add(MediaTypes.PlainLayer, files)] : [];
        Descriptor[] layers = [.. additions.Base?.Layers ?? [], engineLayer, .. extraLayer, modelLayer];
        SortedDictionary<string, string> labels = Labels(layer, manifest, Sha256Hex.Of(pipeline));
        foreach ((string label, string value) in CustomLabels(additions)) labels[label] = value;
        Descriptor config = layout.Add(MediaTypes.Config, ImageConfig.Write(layer, additions, modelLayer.Digest[7..], labels));
        byte[] manifestBytes = JobsJson.WriteWireUtf8(new ImageManifest(2, MediaTypes.Manifest, config, layers, labels));
        Descriptor described = layout.Add(MediaTypes.Manifest, manifestBytes);

        string reference = ImageLayout.ReferenceOf(manifest.Name, described.Digest);
        await layout.TagAsync(reference, described, cancellationToken).ConfigureAwait(false);
        return new BuiltImage(
            reference,
            described.Digest,
            config.Digest,
            (additions.Base?.SizeBytes ?? 0) + layer.SizeBytes + extraLayer.Sum(extra => extra.Size) + model.Length,
            layers.Sum(part => part.Size) + config.Size + described.Size)
        {
            EngineSources = layer.SourceHash,
            Custom = additions.Custom,
        };
    }

    private static IEnumerable<(string Label, string Value)> CustomLabels(ImageAdditions additions)
    {
        if (additions.Base is { } found)
        {
            yield return ("org.opencontainers.image.base.name", new ImageName(found.Name.Registry, found.Name.Repository, found.Name.Tag).ToString());
            yield return ("org.opencontainers.image.base.digest", found.Name.Digest!);
        }

        foreach (ExtraFileDefinition file in additions.Custom?.ExtraFiles ?? []) yield return ($"workflow.extra-file.{file.Path}", $"sha256:{file.Sha256}");
    }

    private static SortedDictionary<string, string> Labels(EngineLayer layer, PipelineManifest manifest, string pipelineSha256)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [ImageLayout.TitleAnnotation] = manifest.Name,
            ["org.opencontainers.image.version"] = pipelineSha256[..12],
            ["org.opencontainers.image.description"] = $"Predicts {manifest.Target}: scoring pipeline {pipelineSha256}",
            ["workflow.pipeline.name"] = manifest.Name,
            ["workflow.pipeline.sha256"] = pipelineSha256,
            ["workflow.dataset.sha256"] = manifest.Lineage.DatasetSha256,
            ["workflow.dataset.simulated"] = manifest.Lineage.Simulated ? "true" : "false",
            ["workflow.source.sha256"] = manifest.Lineage.SourceSha256,
            ["workflow.recipe.sha256"] = manifest.Lineage.RecipeSha256,
            ["workflow.split.sha256"] = manifest.Lineage.SplitSha256,
            ["workflow.parameters.sha256"] = manifest.Lineage.ParametersSha256,
            ["workflow.learner"] = $"{manifest.Learner.Name}{(manifest.Learner.Library is { } library ? $" ({library})" : string.Empty)}",
            ["workflow.engine.sources"] = layer.SourceHash,
            ["workflow.engine.sdk"] = layer.Sdk,
            ["workflow.engine.runtime"] = layer.Runtime,
        };
        foreach (SystemLibrary file in layer.Libraries)
        {
            labels[$"workflow.engine.library.{Path.GetFileName(file.ImagePath)}"] = $"{file.Package ?? "unknown package"} sha256:{file.Sha256}";
        }

        return labels;
    }
}
