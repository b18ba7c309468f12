using Workflow.Jobs.Home;
using Workflow.Jobs.Predictions;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Predictions;

public sealed class PredictionKeysTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PredictionKeys _keys;

    public PredictionKeysTests() => _keys = Open("home");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("rig-dev")]
    [InlineData("rig.v2-dev")]
    [InlineData("Öl")]
    public void EndpointOf_KeyOfAnEndpoint_IsThatEndpointInEveryProcess(string endpoint)
    {
        string key = _keys.Of(endpoint).Reveal();
        Assert.Equal(endpoint, _keys.EndpointOf(key));
        Assert.Equal(endpoint, Open("home").EndpointOf(key));
        Assert.Equal(key, Open("home").Of(endpoint).Reveal());
    }

    [Fact]
    public void EndpointOf_AnyOtherKey_IsNone()
    {
        string key = _keys.Of("a").Reveal(), proof = key[(key.LastIndexOf('.') + 1)..];
        string[] others =
        [
            Open("other home").Of("a").Reveal(), $"b.{proof}", $".{proof}", proof, $"a.{proof.ToUpperInvariant()}", $"a.{proof[..^1]}", $"{key}0", $"a.a.{proof}", "a.", ".", string.Empty,
        ];
        Assert.All(others, other => Assert.Null(_keys.EndpointOf(other)));
        Assert.All(Enumerable.Range(0, key.Length), place => Assert.Null(_keys.EndpointOf($"{key[..place]}{(key[place] == '0' ? '1' : '0')}{key[(place + 1)..]}")));
    }

    private PredictionKeys Open(string home) => new(new WorkflowHome(_folder.File(home)));
}
