using System.Text;
using System.Text.Json.Nodes;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>Signed statements as registries hold them: an artifact for each, whose subject is the image (OCI image specification 1.1, referrers).</summary>
public sealed class StatementManifests(ImageLayout layout)
{
    private const string EmptyType = "application/vnd.oci.empty.v1+json";
    private const string PredicateAnnotation = "in-toto.io/predicate-type";

    /// <summary>Keeps the artifacts of statements in the layout. The same statement makes the same artifact.</summary>
    /// <returns>Digests of their manifests.</returns>
    public IReadOnlyList<string> Add(BuiltImage image, IReadOnlyList<ImageStatement> statements)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(statements);
        var subject = new Descriptor(MediaTypes.Manifest, image.ManifestDigest, new FileInfo(layout.BlobPath(image.ManifestDigest)).Length);
        return [.. statements.Select(statement => Add(subject, statement))];
    }

    private string Add(Descriptor subject, ImageStatement statement)
    {
        Descriptor envelope = layout.Add(SignedStatement.MediaType, Encoding.UTF8.GetBytes(statement.Envelope));
        Descriptor empty = layout.Add(EmptyType, "{}"u8.ToArray());
        var annotations = new JsonObject { [PredicateAnnotation] = statement.PredicateType };
        JsonObject layer = Describe(envelope);
        layer["annotations"] = annotations.DeepClone();
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.Manifest,
            ["artifactType"] = SignedStatement.InTotoType,
            ["config"] = Describe(empty),
            ["layers"] = new JsonArray(layer),
            ["subject"] = Describe(subject),
            ["annotations"] = annotations,
        };
        return layout.Add(MediaTypes.Manifest, JobsJson.WriteWireUtf8(manifest)).Digest;
    }

    private static JsonObject Describe(Descriptor blob) => new() { ["mediaType"] = blob.MediaType, ["digest"] = blob.Digest, ["size"] = blob.Size };
}
