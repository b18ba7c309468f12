using System.Text.Json;
using System.Text.Json.Nodes;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Images.Attestations;

/// <summary>Something that is said of one image, in the form of in-toto (attestation framework, statement version 1).</summary>
/// <param name="Name">Name of the image.</param>
/// <param name="ManifestDigest">Digest of its manifest.</param>
/// <param name="PredicateType">What is said.</param>
/// <param name="Predicate">The words.</param>
public sealed record InTotoStatement(string Name, string ManifestDigest, string PredicateType, JsonNode Predicate)
{
    private const string StatementType = "https://in-toto.io/Statement/v1";

    // A name that stands there twice would be found out as late as somebody looks for it.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a statement.</summary>
    /// <exception cref="ImageException">The bytes are none.</exception>
    public static InTotoStatement Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (JsonNode.Parse(bytes, documentOptions: Strict) is JsonObject statement
                && Text(statement["_type"]) == StatementType
                && statement["subject"] is JsonArray { Count: 1 } subjects
                && Text(subjects[0]?["name"]) is { } name
                && Text(subjects[0]?["digest"]?["sha256"]) is { } digest
                && Text(statement["predicateType"]) is { } type
                && statement["predicate"] is { } predicate)
            {
                return new InTotoStatement(name, $"sha256:{digest}", type, predicate);
            }
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            throw new ImageException($"this is no statement of in-toto: {wrong.Message}", wrong);
        }

        throw new ImageException("this is no statement of in-toto about one image");
    }

    /// <summary>The statement's bytes.</summary>
    public byte[] Write() => JobsJson.WriteWireUtf8(new JsonObject
    {
        ["_type"] = StatementType,
        ["subject"] = new JsonArray(new JsonObject { ["name"] = Name, ["digest"] = new JsonObject { ["sha256"] = ManifestDigest["sha256:".Length..] } }),
        ["predicateType"] = PredicateType,
        ["predicate"] = Predicate.DeepClone(),
    });

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
