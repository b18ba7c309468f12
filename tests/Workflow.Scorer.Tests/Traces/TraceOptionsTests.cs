using Workflow.Scorer.Traces;

namespace Workflow.Scorer.Tests.Traces;

public sealed class TraceOptionsTests
{
    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318", "http://c:4318/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=https://c/otel/", "https://c/otel/v1/traces")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://d/x", "http://d/x")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_SDK_DISABLED=true", null)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_TRACES_EXPORTER=none", null)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "http://c/v1/traces")]
    [InlineData("OTEL_SERVICE_NAME=x", null)]
    public void Read_Endpoint_IsWhereTracesAreSent(string variables, string? expected)
    {
        (TraceOptions? options, string? wrong) = Read(variables);
        Assert.Null(wrong);
        Assert.Equal(expected, options?.Endpoint.ToString());
    }

    [Fact]
    public void Read_HeadersAndResource_AreTaken()
    {
        TraceOptions options = Read("OTEL_EXPORTER_OTLP_ENDPOINT=http://c OTEL_EXPORTER_OTLP_HEADERS=api-key=a%20b,broken,=c,x=y=z OTEL_RESOURCE_ATTRIBUTES=service.name=one,k=v OTEL_SERVICE_NAME=two").Options!;
        Assert.Equal([new("api-key", "a b"), new("x", "y=z")], options.Headers);
        Assert.Equal([("k", "v"), ("service.name", "two")], options.Resource.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Equal("sample", Read("OTEL_EXPORTER_OTLP_ENDPOINT=http://c").Options!.Resource["service.name"]);
    }

    private static (TraceOptions? Options, string? Wrong) Read(string variables)
    {
        Dictionary<string, string> all = variables.Split(' ').ToDictionary(pair => pair[..pair.IndexOf('=', StringComparison.Ordinal)], pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..], StringComparer.Ordinal);
        return TraceOptions.Read(name => all.GetValueOrDefault(name), "sample");
    }
}
