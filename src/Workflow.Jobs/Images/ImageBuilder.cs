using Workflow.Jobs.Engine;
using Workflow.Jobs.Json;
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
    public async Task<BuiltImage> BuildAsync(EngineLayer layer, string pipelineFile, CancellationToken cancellationToken)
    {
        byte[] pipeline = await File.ReadAllBytesAsync(pipelineFile, cancellationToken).ConfigureAwait(false);
        PipelineManifest manifest = new ScoringPipeline(PipelineFileReader.Read(pipeline)).Manifest;
        using var modelTar = new MemoryStream();
        await DeterministicTar.WriteAsync(modelTar, [TarFile.Of(ModelLayer.PipelinePath, pipeline)], cancellationToken).ConfigureAwait(false);
        byte[] model = modelTar.ToArray();

        // The model layer stays uncompressed: deflate may pack it otherwise in the next runtime, and the digest would change with it.
        Descriptor engineLayer = await layout.AddFileAsync(MediaTypes.GzipLayer, engine.LayerPath(layer.SourceHash), layer.Digest, cancellationToken).ConfigureAwait(false);
        Descriptor modelLayer = layout.Add(MediaTypes.PlainLayer, model);
        SortedDictionary<string, string> labels = Labels(layer, manifest, Sha256Hex.Of(pipeline));
        Descriptor config = layout.Add(MediaTypes.Config, ImageConfig.Write(layer, modelLayer.Digest[7..], labels));
        byte[] manifestBytes = JobsJson.WriteWireUtf8(new ImageManifest(2, MediaTypes.Manifest, config, [engineLayer, modelLayer], labels));
        Descriptor described = layout.Add(MediaTypes.Manifest, manifestBytes);

        string reference = ImageLayout.ReferenceOf(manifest.Name, described.Digest);
        await layout.TagAsync(reference, described, cancellationToken).ConfigureAwait(false);
        return new BuiltImage(
            reference,
            described.Digest,
            config.Digest,
            layer.SizeBytes + model.Length,
            engineLayer.Size + modelLayer.Size + config.Size + described.Size)
        {
            EngineSources = layer.SourceHash,
        };
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
