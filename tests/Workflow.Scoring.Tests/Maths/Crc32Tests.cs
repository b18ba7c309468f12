using System.Text;
using Workflow.Scoring.Maths;

namespace Workflow.Scoring.Tests.Maths;

public sealed class Crc32Tests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 0xE8B7BE43)]
    [InlineData("123456789", 0xCBF43926)]
    [InlineData("The quick brown fox jumps over the lazy dog", 0x414FA339)]
    public void Hash_PublishedVector_Matches(string text, uint expected) =>
        Assert.Equal(expected, Crc32.Hash(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Hash_ThirtyTwoEqualBytes_MatchesThePublishedVector()
    {
        Assert.Equal(0x190A55ADu, Crc32.Hash(new byte[32]));
        Assert.Equal(0xFF6CAB0Bu, Crc32.Hash([.. Enumerable.Repeat((byte)0xFF, 32)]));
    }

    [Fact]
    public void Hash_EveryLength_MatchesOneBitAtATime()
    {
        byte[] data = new SeededNumbers(31).NextBytes(200);
        for (int length = 0; length <= data.Length; length++) Assert.Equal(BitByBit(data[..length]), Crc32.Hash(data.AsSpan(0, length)));
    }

    [Fact]
    public void Append_SplitAnywhere_EqualsTheWhole()
    {
        byte[] data = new SeededNumbers(32).NextBytes(61);
        for (int first = 0; first <= data.Length; first++)
        {
            for (int second = first; second <= data.Length; second++)
            {
                var crc = default(Crc32);
                crc.Append(data.AsSpan(0, first));
                crc.Append(data.AsSpan(first, second - first));
                crc.Append(data.AsSpan(second));
                Assert.Equal(Crc32.Hash(data), crc.Value);
            }
        }
    }

    private static uint BitByBit(byte[] data)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }
}
