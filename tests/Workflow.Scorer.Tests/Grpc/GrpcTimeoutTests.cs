using Workflow.Scorer.Grpc;
using Workflow.Scorer.Requests;

namespace Workflow.Scorer.Tests.Grpc;

public sealed class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1H", 3600.0)]
    [InlineData("2M", 120.0)]
    [InlineData("99999999S", null)]
    [InlineData("20S", 20.0)]
    [InlineData("1500m", 1.5)]
    [InlineData("250u", 0.00025)]
    [InlineData("99999999n", 0.099999999)]
    [InlineData("0S", 0.0)]
    [InlineData(null, null)]
    public void Read_Header_IsATime(string? header, double? seconds) =>
        Assert.Equal(seconds is { } known ? TimeSpan.FromSeconds(known) : null, GrpcTimeout.Read(header));

    [Theory]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData("123456789S")]
    public void Read_NoTime_SaysWhatIsExpected(string header) =>
        Assert.Equal($"grpc-timeout is '{header}'; expected are up to 8 digits and one of H, M, S, m, u, n", Assert.Throws<RequestException>(() => GrpcTimeout.Read(header)).Message);
}
