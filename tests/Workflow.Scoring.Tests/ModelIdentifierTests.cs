using System.Security.Cryptography;

namespace Workflow.Scoring.Tests;

public sealed class ModelIdentifierTests
{
    [Theory]
    [InlineData("00000000000000000000000000000000", "00000000-0000-8000-8000-000000000000")]
    [InlineData("ffffffffffffffffffffffffffffffff", "ffffffff-ffff-8fff-bfff-ffffffffffff")]
    [InlineData("0123456789abcdef0123456789abcdef", "01234567-89ab-8def-8123-456789abcdef")]
    public void FromSha256_KnownDigest_KeepsAllButVersionAndVariant(string start, string expected) =>
        Assert.Equal(expected, ModelIdentifier.FromSha256(start + new string('5', 32)).ToString());

    [Fact]
    public void FromSha256_AnyDigest_IsAVersion8Uuid()
    {
        for (byte i = 0; i < 100; i++)
        {
            Guid id = ModelIdentifier.FromSha256(Convert.ToHexStringLower(SHA256.HashData([i])));
            Assert.Equal(8, id.Version);
            Assert.InRange(id.Variant, 8, 11);
        }
    }
}
