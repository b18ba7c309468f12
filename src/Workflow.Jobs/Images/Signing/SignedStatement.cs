using System.Globalization;
using System.Text;
using System.Text.Json;
using Workflow.Jobs.Json;

namespace Workflow.Jobs.Images.Signing;

/// <summary>
/// A document and who has signed it: an envelope of DSSE (Dead Simple Signing Envelope, version 1), the form that in-toto and cosign use. The
/// document is signed as it stands, byte for byte, together with its type.
/// </summary>
/// <param name="PayloadType">Media type of the document.</param>
/// <param name="Payload">The document, in base64.</param>
/// <param name="Signatures">One for each who signed.</param>
public sealed record SignedStatement(string PayloadType, string Payload, IReadOnlyList<StatementSignature> Signatures)
{
    /// <summary>Media type of in-toto statements.</summary>
    public const string InTotoType = "application/vnd.in-toto+json";

    /// <summary>Media type of the envelope itself.</summary>
    public const string MediaType = "application/vnd.dsse.envelope.v1+json";

    /// <summary>The document's bytes.</summary>
    public byte[] Document => Convert.FromBase64String(Payload);

    /// <summary>Signs a document.</summary>
    public static SignedStatement Sign(string payloadType, byte[] payload, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        byte[] signature = key.Sign(Encode(payloadType, payload));
        return new SignedStatement(payloadType, Convert.ToBase64String(payload), [new StatementSignature(key.Public.Id, Convert.ToBase64String(signature))]);
    }

    /// <summary>Reads an envelope.</summary>
    /// <exception cref="SigningException">The bytes are none.</exception>
    public static SignedStatement Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            SignedStatement statement = JobsJson.Read<SignedStatement>(bytes);
            if (statement is { PayloadType: not null, Payload: not null, Signatures: not null } && statement.Signatures.All(signature => signature is { KeyId: not null, Sig: not null }))
            {
                _ = statement.Document;
                foreach (StatementSignature signature in statement.Signatures) _ = signature.Bytes;
                return statement;
            }
        }
        catch (Exception wrong) when (wrong is JsonException or FormatException)
        {
            throw new SigningException($"this is no signed statement: {wrong.Message}", wrong);
        }

        throw new SigningException("this is no signed statement: payloadType, payload or signatures are missing");
    }

    /// <summary>The envelope's bytes.</summary>
    public byte[] Write() => JobsJson.WriteWireUtf8(this);

    /// <summary>The first of some keys that has signed this; null where none has.</summary>
    public PublicKey? FindSigner(IEnumerable<PublicKey> keys)
    {
        byte[] signed = Encode(PayloadType, Document);
        return keys.FirstOrDefault(key => Signatures.Any(signature => signature.KeyId == key.Id && key.Verifies(signed, signature.Bytes)));
    }

    // PAE of the specification: the type is signed too, and lengths keep the parts apart.
    private static byte[] Encode(string type, byte[] payload)
    {
        byte[] head = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"DSSEv1 {Encoding.UTF8.GetByteCount(type)} {type} {payload.Length} "));
        return [.. head, .. payload];
    }
}
