namespace Workflow.Scoring;

/// <summary>Identifies a model by its content, in the form of a UUID for clients that expect one.</summary>
public static class ModelIdentifier
{
    /// <summary>A version 8 UUID (RFC 9562) whose free bits are the first of <paramref name="sha256"/>.</summary>
    /// <param name="sha256">64 hexadecimal digits.</param>
    public static Guid FromSha256(string sha256)
    {
        byte[] bytes = Convert.FromHexString(sha256.AsSpan(0, 32));
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
