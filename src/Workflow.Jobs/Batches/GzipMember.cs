using System.IO.Compression;

namespace Workflow.Jobs.Batches;

/// <summary>Members of gzip files: several of them, one behind the other, are a file whose text is all of theirs (RFC 1952, 2.2).</summary>
internal static class GzipMember
{
    /// <summary>Compresses a text into a member.</summary>
    public static byte[] Of(ReadOnlySpan<byte> text)
    {
        using var member = new MemoryStream();
        using (var gzip = new GZipStream(member, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(text);
        return member.ToArray();
    }
}
