using System.Text;
using System.Text.Json.Nodes;
using Workflow.Training.Cards;

namespace Workflow.Training.Tests.Cards;

public sealed class ModelCardJsonTests
{
    [Fact]
    public void Write_ACard_TellsEveryTrialAndFact()
    {
        ModelCard card = TestCards.Plain with { Leaderboard = [.. Enumerable.Range(0, 13).Select(TestCards.Trial)] };
        JsonNode json = JsonNode.Parse(ModelCardJson.Write(card))!;
        Assert.Equal("pump", (string?)json["name"]);
        Assert.Equal(13, json["leaderboard"]!.AsArray().Count);
        Assert.Equal("6", (string?)json["leaderboard"]![12]!["parameters"]!["max_depth"]);
        Assert.Equal(0.1234567, (double?)json["test"]!["logLoss"]);
        Assert.False((bool?)json["lineage"]!["simulated"]);
        Assert.Equal("Category", (string?)json["columns"]![1]!["type"]);
        Assert.Null(json["gates"]![1]!["value"]);
    }

    [Fact]
    public void Write_HostileNames_CannotLeaveAScriptElement()
    {
        string json = Encoding.UTF8.GetString(ModelCardJson.Write(TestCards.Named("</script><b>&'")));
        Assert.DoesNotContain('<', json);
        Assert.DoesNotContain('&', json);
        Assert.Equal("</script><b>&'", (string?)JsonNode.Parse(json)!["name"]);
    }

    [Fact]
    public void Write_EqualCards_GiveEqualBytesWithUnixLineEnds()
    {
        byte[] json = ModelCardJson.Write(TestCards.Plain);
        Assert.Equal(json, ModelCardJson.Write(TestCards.Plain with { }));
        Assert.DoesNotContain((byte)'\r', json);
    }
}
