using System.Buffers.Binary;
using System.Text;
using FsCheck.Fluent;
using Workflow.Jobs.Deployment.Docker;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Deployment;

public sealed class DockerLogStreamTests
{
    [Fact]
    public void Decode_AnyFrames_IsTheirTextInOrder() => Properties.Hold(
        Gen.Elements("a", "line\n", "ä€", string.Empty, " x ", "\u0001\0\0\0").ListOf(),
        texts => Assert.Equal(string.Concat(texts).TrimEnd(), DockerLogStream.Decode([.. texts.SelectMany(Frame)])));

    // A connection that ends early, or no frames at all.
    [Fact]
    public void Decode_CutAnywhere_IsWhatHasCome()
    {
        byte[] whole = [.. Frame("first\n"), .. Frame("second")];
        for (int length = 0; length <= whole.Length; length++)
        {
            string text = DockerLogStream.Decode(whole.AsSpan(0, length));
            Assert.StartsWith(text, "first\nsecond", StringComparison.Ordinal);
            Assert.Equal(Math.Clamp(length - 8, 0, 6) + Math.Clamp(length - 22, 0, 6), length is >= 14 and <= 22 ? text.Length + 1 : text.Length);
        }
    }

    [Fact]
    public void Decode_LengthBeyondTheEnd_IsWhatHasCome() => Assert.Equal("abc", DockerLogStream.Decode([1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. "abc"u8]));

    private static byte[] Frame(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var header = new byte[8];
        header[0] = 1;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), bytes.Length);
        return [.. header, .. bytes];
    }
}
