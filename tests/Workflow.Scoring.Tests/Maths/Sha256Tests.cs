using System.Security.Cryptography;
using Workflow.Scoring.Maths;

namespace Workflow.Scoring.Tests.Maths;

public sealed class Sha256Tests
{
    [Fact]
    public void HashHex_EveryLengthAroundABlock_MatchesTheFramework()
    {
        for (int length = 0; length < 300; length++)
        {
            byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), Sha256.HashHex(data));
        }
    }

    [Fact]
    public void HashHex_PublishedVector_Matches() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Sha256.HashHex("abc"u8));

    [Fact]
    public void HashHex_LargeInput_MatchesTheFramework()
    {
        byte[] data = new SeededNumbers(41).NextBytes((1 << 20) + 17);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(data)), Sha256.HashHex(data));
    }
}
