using System.Text;
using System.Text.Json;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Signing;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Images.Verification;

/// <summary>Looks at what was said of an image: who signed it, and whether it is about this image.</summary>
internal static class StatementChecks
{
    /// <summary>Whether there is a statement of each kind, signed by a trusted key, that is about the image.</summary>
    public static IReadOnlyList<ImageCheck> Check(ExpectedImage expected, IReadOnlyList<ImageStatement> statements, IReadOnlyList<TrustedKey> keys)
    {
        var checks = new List<ImageCheck>();
        foreach (string type in PredicateTypes.All)
        {
            ImageStatement? statement = statements.FirstOrDefault(said => said.PredicateType == type);
            checks.Add(statement is null
                ? new ImageCheck(NameOf(type), false, $"there is none; run the pipeline again to sign {expected.Name}")
                : Check(expected, type, statement, keys));
        }

        return checks;
    }

    private static ImageCheck Check(ExpectedImage expected, string type, ImageStatement statement, IReadOnlyList<TrustedKey> keys)
    {
        string name = NameOf(type);
        try
        {
            SignedStatement envelope = SignedStatement.Read(Encoding.UTF8.GetBytes(statement.Envelope));
            if (envelope.FindSigner(keys.Where(key => key.RevokedAt is null).Select(key => key.Key)) is not { } signer)
            {
                return new ImageCheck(name, false, Untrusted(envelope, keys));
            }

            InTotoStatement said = InTotoStatement.Read(envelope.Document);
            if (said.ManifestDigest != expected.Image.ManifestDigest) return new ImageCheck(name, false, $"it is about another image, {said.ManifestDigest}");
            if (said.Name != expected.Image.Reference.Split(':')[0]) return new ImageCheck(name, false, $"it is about another model, {said.Name}");
            if (said.PredicateType != type) return new ImageCheck(name, false, $"it says something else: {said.PredicateType}");
            return (type == PredicateTypes.Lock ? FindContradiction(expected, said) : null) is { } wrong
                ? new ImageCheck(name, false, wrong)
                : new ImageCheck(name, true, $"signed by {signer.Id}");
        }
        catch (Exception wrong) when (wrong is SigningException or ImageException)
        {
            return new ImageCheck(name, false, wrong.Message);
        }
    }

    private static string Untrusted(SignedStatement envelope, IReadOnlyList<TrustedKey> keys)
    {
        if (envelope.Signatures.Count == 0) return "it is not signed";
        TrustedKey? known = keys.FirstOrDefault(key => envelope.Signatures.Any(signature => signature.KeyId == key.Key.Id));
        string by = envelope.Signatures[0].KeyId;
        if (known is { RevokedAt: { } revoked }) return $"it is signed by {known.Key.Id}, which was revoked on {revoked:yyyy-MM-dd}; run the pipeline again to sign it with the key of now";
        return known is null
            ? $"it is signed by {by}, which is not trusted here; compare that fingerprint at its origin, then: workflow image keys trust FILE"
            : $"the signature by {by} does not fit: the statement was changed after it was signed";
    }

    private static string? FindContradiction(ExpectedImage expected, InTotoStatement said)
    {
        try
        {
            ImageLock parts = JobsJson.Read<ImageLock>(said.Predicate.ToJsonString());
            if (parts.Model?.PipelineSha256 != expected.PipelineSha256) return $"it locks the scoring pipeline {parts.Model?.PipelineSha256}, and the version has {expected.PipelineSha256}";
            return parts.ConfigDigest == expected.Image.ConfigDigest ? null : $"it locks the configuration {parts.ConfigDigest}, and the image has {expected.Image.ConfigDigest}";
        }
        catch (JsonException wrong)
        {
            return $"it is no lock: {wrong.Message}";
        }
    }

    private static string NameOf(string type) => type switch
    {
        PredicateTypes.Provenance => "provenance",
        PredicateTypes.Sbom => "bill of materials",
        _ => "lock",
    };
}
