using Workflow.Testing.Files;
using Workflow.Training.Files;

namespace Workflow.Training.Tests.Files;

public sealed class Sha256HexTests
{
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public async Task Of_KnownBytes_IsTheKnownDigest()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("abc"), "abc", TestContext.Current.CancellationToken);
        using var stream = new MemoryStream("xabc"u8.ToArray()) { Position = 1 };
        Assert.Equal(OfAbc, Sha256Hex.Of("abc"u8));
        Assert.Equal(OfAbc, await Sha256Hex.OfAsync(stream, TestContext.Current.CancellationToken));
        Assert.Equal(OfAbc, await Sha256Hex.OfFileAsync(folder.File("abc"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(OfAbc, true)]
    [InlineData("", false)]
    [InlineData("ba7816bf", false)]
    [InlineData(OfAbc + "0", false)]
    [InlineData("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", false)]
    [InlineData("ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", false)]
    public void IsValid_OnlyLowerCaseDigestsOfFullLength_AreAccepted(string text, bool expected) => Assert.Equal(expected, Sha256Hex.IsValid(text));

    [Fact]
    public async Task OfAsync_Cancelled_Stops() => await Assert.ThrowsAnyAsync<OperationCanceledException>(
        () => Sha256Hex.OfAsync(new MemoryStream(new byte[10]), new CancellationToken(canceled: true)));
}
