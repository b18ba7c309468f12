using System.Text.Json.Serialization;

namespace Workflow.Jobs.Images.Signing;

/// <summary>A signature of an envelope.</summary>
/// <param name="KeyId">Fingerprint of the key.</param>
/// <param name="Sig">The signature, in base64.</param>
public sealed record StatementSignature([property: JsonPropertyName("keyid")] string KeyId, string Sig)
{
    /// <summary>The signature's bytes.</summary>
    [JsonIgnore]
    public byte[] Bytes => Convert.FromBase64String(Sig);
}
