using System.Security.Cryptography;
using Workflow.Training.Files;

namespace Workflow.Jobs.Images.Signing;

/// <summary>The public half of a signing key: ECDSA on the curve P-256, with SHA-256.</summary>
public sealed class PublicKey
{
    private const string Curve = "1.2.840.10045.3.1.7";
    private readonly byte[] _info;

    private PublicKey(byte[] info)
    {
        _info = info;
        Id = Sha256Hex.Of(info);
    }

    /// <summary>Fingerprint: SHA-256 of the key's SubjectPublicKeyInfo, as <c>openssl pkey -pubout -outform DER | sha256sum</c> prints it.</summary>
    public string Id { get; }

    /// <summary>The key as a PEM file.</summary>
    public string Pem => PemEncoding.WriteString("PUBLIC KEY", _info) + "\n";

    /// <summary>The public half of a key pair.</summary>
    public static PublicKey Of(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new PublicKey(key.ExportSubjectPublicKeyInfo());
    }

    /// <summary>Reads a PEM file with a public key.</summary>
    /// <param name="pem">Its text.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="SigningException">It holds no public key of this kind.</exception>
    public static PublicKey Parse(string pem, string place)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception wrong) when (wrong is ArgumentException or CryptographicException)
        {
            throw new SigningException($"{place} holds no public key in PEM form: BEGIN PUBLIC KEY and a key on the curve P-256 are expected; `workflow image keys export` prints it at the site that signs", wrong);
        }

        RequireCurve(key, place);
        return Of(key);
    }

    /// <summary>Whether the other half has signed bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="signature">The signature, in the form of RFC 3279 (DER).</param>
    public bool Verifies(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_info, out _);
        return key.VerifyData(bytes, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    internal static void RequireCurve(ECDsa key, string place)
    {
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        if (parameters.Curve.Oid.Value == Curve || parameters.Curve.Oid.FriendlyName == ECCurve.NamedCurves.nistP256.Oid.FriendlyName) return;
        throw new SigningException(
            $"{place} holds a key on another curve ({parameters.Curve.Oid.FriendlyName ?? "unnamed"}); P-256 is needed: openssl ecparam -name prime256v1 -genkey -noout");
    }
}
