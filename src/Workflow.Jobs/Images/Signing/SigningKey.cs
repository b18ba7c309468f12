using System.Security.Cryptography;

namespace Workflow.Jobs.Images.Signing;

/// <summary>A key pair that signs: ECDSA on the curve P-256, with SHA-256.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        Public = PublicKey.Of(key);
    }

    /// <summary>The half that verifies.</summary>
    public PublicKey Public { get; }

    /// <summary>A new key.</summary>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a PEM file with a private key that is not encrypted.</summary>
    /// <param name="pem">Its text.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <exception cref="SigningException">It holds no private key of this kind.</exception>
    public static SigningKey Parse(string pem, string place)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            PublicKey.RequireCurve(key, place);
            _ = key.SignHash(new byte[32]);
            return new SigningKey(key);
        }
        catch (Exception wrong) when (wrong is ArgumentException or CryptographicException)
        {
            key.Dispose();

            // The framework's words may quote what it has read: they are left out.
            throw new SigningException($"{place} holds no private key in PEM form that can be used without a password");
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>The private key as a PEM file (PKCS #8).</summary>
    public string ExportPem() => _key.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>Signs bytes; two signatures of the same bytes differ.</summary>
    /// <returns>The signature, in the form of RFC 3279 (DER).</returns>
    public byte[] Sign(ReadOnlySpan<byte> bytes) => _key.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
