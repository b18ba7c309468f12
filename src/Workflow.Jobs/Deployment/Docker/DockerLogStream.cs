using System.Buffers.Binary;
using System.Text;

namespace Workflow.Jobs.Deployment.Docker;

/// <summary>Decodes the log of a container without a terminal: frames of 8 header bytes (stream, three zeroes, length) and text.</summary>
internal static class DockerLogStream
{
    private const int HeaderBytes = 8;

    /// <summary>The text of all frames.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (bytes.Length >= HeaderBytes)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
            ReadOnlySpan<byte> frame = bytes[HeaderBytes..];
            frame = frame[..(int)Math.Min(length, (uint)frame.Length)];
            text.Append(Encoding.UTF8.GetString(frame));
            bytes = bytes[(HeaderBytes + frame.Length)..];
        }

        return text.ToString().TrimEnd();
    }
}
