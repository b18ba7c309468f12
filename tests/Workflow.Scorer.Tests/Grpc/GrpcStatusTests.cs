using Workflow.Scorer.Grpc;

namespace Workflow.Scorer.Tests.Grpc;

public sealed class GrpcStatusTests
{
    [Theory]
    [InlineData("column \"a\": ~ 5 %", "column \"a\": ~ 5 %25")]
    [InlineData("größer\n", "gr%C3%B6%C3%9Fer%0A")]
    [InlineData("😀", "%F0%9F%98%80")]
    public void Encode_Message_IsAHeader(string message, string expected) => Assert.Equal(expected, GrpcStatus.Encode(message));

    [Fact]
    public void Encode_LongMessage_IsCut() => Assert.InRange(GrpcStatus.Encode(new string('ü', 100_000)).Length, 2048, 2100);
}
