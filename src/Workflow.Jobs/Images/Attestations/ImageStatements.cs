using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Json;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>Writes and signs what is said of an image: its lock, its bill of materials, where it comes from.</summary>
public sealed class ImageStatements(ImageLayout layout, SigningKeys keys)
{
    /// <summary>Signs one statement of each kind.</summary>
    /// <param name="image">The image, which is in the layout.</param>
    /// <param name="engine">Its engine layer.</param>
    /// <param name="pipelineFile">Its scoring pipeline file.</param>
    /// <param name="run">The run that built it.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="SigningException">The key cannot be used.</exception>
    public async Task<IReadOnlyList<ImageStatement>> SignAsync(
        BuiltImage image, EngineLayer engine, string pipelineFile, BuildRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(run);
        byte[] bytes = await File.ReadAllBytesAsync(pipelineFile, cancellationToken).ConfigureAwait(false);
        PipelineManifest pipeline = new ScoringPipeline(PipelineFileReader.Read(bytes)).Manifest;
        IReadOnlyList<Descriptor> layers = layout.ReadManifest(image.ManifestDigest).Layers;
        Descriptor model = (await ModelLayer.ReadAsync(layout, layers, Task.FromResult, cancellationToken).ConfigureAwait(false))?.Layer
            ?? throw new ImageException($"{image.Reference} has no {ModelLayer.PipelinePath}");
        var parts = ImageLock.Of(image, engine, layers, new ModelLock(model.Digest, Sha256Hex.Of(bytes)));
        string name = image.Reference.Split(':')[0];
        using SigningKey key = await keys.OpenAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            Sign(PredicateTypes.Provenance, ProvenancePredicate.Write(parts, pipeline, run, key.Public.Id)),
            Sign(PredicateTypes.Sbom, SpdxDocument.Write(name, parts)),
            Sign(PredicateTypes.Lock, JsonSerializer.SerializeToNode(parts, JobsJson.Wire)!),
        ];

        ImageStatement Sign(string type, JsonNode predicate)
        {
            byte[] document = new InTotoStatement(name, image.ManifestDigest, type, predicate).Write();
            byte[] envelope = SignedStatement.Sign(SignedStatement.InTotoType, document, key).Write();
            return new ImageStatement(image.ManifestDigest, type, Encoding.UTF8.GetString(envelope), key.Public.Id, run.FinishedAt);
        }
    }
}
