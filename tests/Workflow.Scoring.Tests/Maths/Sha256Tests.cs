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
}
