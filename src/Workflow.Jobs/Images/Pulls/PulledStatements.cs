using System.Text;
using System.Text.Json;
using Workflow.Jobs.Images.Attestations;
using Workflow.Jobs.Images.Distribution;
using Workflow.Jobs.Images.Signing;

namespace Workflow.Jobs.Images.Pulls;

/// <summary>Reads the signed statements that came with an image. Anybody may have put them into the registry: nothing of them is believed here.</summary>
/// <param name="layout">Where they are.</param>
/// <param name="time">The clock, for those that do not say when they were made.</param>
internal sealed class PulledStatements(ImageLayout layout, TimeProvider time)
{
    private const long LargestEnvelope = 16 << 20;

    /// <summary>One statement of each kind: that which a trusted key has signed, where there are several.</summary>
    public async Task<IReadOnlyList<ImageStatement>> ReadAsync(PulledImage image, IReadOnlyList<TrustedKey> trusted, CancellationToken cancellationToken)
    {
        PublicKey[] keys = [.. trusted.Where(key => key.RevokedAt is null).Select(key => key.Key)];
        var found = new List<(ImageStatement Statement, bool IsTrusted)>();
        foreach (Descriptor envelope in image.Referrers.Where(referrer => referrer.ArtifactType == SignedStatement.InTotoType).SelectMany(referrer => referrer.Layers))
        {
            if (envelope.Size > LargestEnvelope) continue;
            byte[] bytes = await File.ReadAllBytesAsync(layout.BlobPath(envelope.Digest), cancellationToken).ConfigureAwait(false);
            if (TryRead(bytes, keys) is { } read) found.Add(read);
        }

        return [.. found.OrderByDescending(one => one.IsTrusted).Select(one => one.Statement).DistinctBy(statement => statement.PredicateType, StringComparer.Ordinal)];
    }

    private (ImageStatement Statement, bool IsTrusted)? TryRead(byte[] bytes, PublicKey[] keys)
    {
        try
        {
            SignedStatement envelope = SignedStatement.Read(bytes);
            if (envelope.Signatures.Count == 0) return null;
            InTotoStatement said = InTotoStatement.Read(envelope.Document);
            PublicKey? signer = envelope.FindSigner(keys);
            var statement = new ImageStatement(said.ManifestDigest, said.PredicateType, Encoding.UTF8.GetString(bytes), signer?.Id ?? envelope.Signatures[0].KeyId, ProvenancePredicate.FinishedOn(said) ?? time.GetUtcNow());
            return (statement, signer is not null);
        }
        catch (Exception foreign) when (foreign is SigningException or ImageException or JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            // Others put other things beside images, and none of them may stand in the way.
            return null;
        }
    }
}
