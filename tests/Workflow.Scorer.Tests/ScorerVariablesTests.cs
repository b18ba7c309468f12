namespace Workflow.Scorer.Tests;

public sealed class ScorerVariablesTests
{
    [Theory]
    [InlineData("SCORER_API_KEY", "SCORER_API_KEYS")]
    [InlineData("SCORER_APIKEYS", "SCORER_API_KEYS")]
    [InlineData("SCORER_KEYS", "SCORER_API_KEYS")]
    [InlineData("SCORER_KEY", "SCORER_API_KEYS")]
    [InlineData("scorer_api_keys", "SCORER_API_KEYS")]
    [InlineData("SCORER_API_KEY_FILE", "SCORER_API_KEYS_FILE")]
    [InlineData("SCORER_LOG_KEYS", "SCORER_LOG_KEY")]
    [InlineData("SCORER_HIDE_SCHEME", "SCORER_HIDE_SCHEMA")]
    [InlineData("SCORER_TLS_CERTIFCATE", "SCORER_TLS_CERTIFICATE")]
    [InlineData("SCORER_PRT", "SCORER_PORT")]
    public void Check_NearlyAVariable_IsAMistake(string name, string meant)
    {
        (string? mistake, IReadOnlyList<string> unknown) = Check((name, "x"));
        Assert.Equal($"{name}: the scorer has no such variable; did you mean {meant}?", mistake);
        Assert.Empty(unknown);
    }

    [Fact]
    public void Check_EveryVariableOfTheScorer_IsKnown()
    {
        IEnumerable<string> names = ScorerArguments.Options.Select(ScorerVariables.NameOf);
        (string? mistake, IReadOnlyList<string> unknown) = Check([.. names.Concat(["SCORER_API_KEYS", "SCORER_API_KEYS_FILE", "SCORER_LOG_KEY"]).Distinct().Select(name => (name, "x"))]);
        Assert.Null(mistake);
        Assert.Empty(unknown);
    }

    // Of the services scorer, scorer-b and scorer-grpc, and of a linked container.
    [Theory]
    [InlineData("SCORER_SERVICE_HOST", "10.0.0.1")]
    [InlineData("SCORER_SERVICE_PORT", "9090")]
    [InlineData("SCORER_SERVICE_PORT_HTTP", "9090")]
    [InlineData("SCORER_PORT", "tcp://10.0.0.1:9090")]
    [InlineData("SCORER_PORT_9090_TCP", "tcp://10.0.0.1:9090")]
    [InlineData("SCORER_PORT_9090_TCP_PROTO", "tcp")]
    [InlineData("SCORER_PORT_9090_TCP_PORT", "9090")]
    [InlineData("SCORER_PORT_9090_TCP_ADDR", "10.0.0.1")]
    [InlineData("SCORER_B_PORT", "udp://10.0.0.1:9090")]
    [InlineData("SCORER_B_SERVICE_PORT", "9090")]
    [InlineData("SCORER_GRPC_PORT", "tcp://10.0.0.1:9091")]
    [InlineData("SCORER_GRPC_PORT_9091_SCTP_PORT", "9091")]
    public void Check_VariableOfKubernetes_IsPassedOver(string name, string value)
    {
        Assert.Equal((null, 0), (Check((name, value)).Mistake, Check((name, value)).Unknown.Count));
        Assert.True(ScorerVariables.IsOfKubernetes(name, value));
    }

    [Theory]
    [InlineData("SCORER_PORT", "9090")]
    [InlineData("SCORER_PORT", "http://10.0.0.1")]
    [InlineData("SCORER_GRPC_PORT", "9091")]
    public void IsOfKubernetes_AnOption_IsNot(string name, string value) => Assert.False(ScorerVariables.IsOfKubernetes(name, value));

    [Fact]
    public void Check_Others_AreToldApart()
    {
        (string? mistake, IReadOnlyList<string> unknown) = Check(("PATH", "/bin"), ("SCORER_TEAM", "x"), ("SCORER_BINDS", "x"), ("SCORER_APIKEY", "x"), ("MY_SCORER_API_KEY", "x"));
        Assert.Equal("SCORER_APIKEY: the scorer has no such variable; did you mean SCORER_API_KEYS?\nSCORER_BINDS: the scorer has no such variable; did you mean SCORER_BIND?", mistake);
        Assert.Equal(["SCORER_TEAM"], unknown);
    }

    private static (string? Mistake, IReadOnlyList<string> Unknown) Check(params (string Name, string Value)[] environment) =>
        ScorerVariables.Check(environment.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)), ScorerArguments.Options);
}
