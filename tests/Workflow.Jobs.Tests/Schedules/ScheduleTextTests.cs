using FsCheck;
using FsCheck.Fluent;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Schedules;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Schedules;

public sealed class ScheduleTextTests
{
    [Fact]
    public void Read_WithEverything_IsTheDefinition()
    {
        ScheduleDefinition read = new ScheduleText("nightly", "30 2 * * *")
        {
            Zone = "Europe/Berlin",
            Start = "2026-03-01",
            End = "2026-03-31",
            Jitter = "90s",
            Misfire = "none",
            Overlap = "cancel",
            Settings = ["a=1"],
        }.Read();
        Assert.Equal(("nightly", "run", "30 2 * * *", "Europe/Berlin"), (read.Name, read.Do, read.Cron, read.Zone));
        Assert.Equal(new DateTimeOffset(2026, 2, 28, 23, 0, 0, TimeSpan.Zero), read.Start);
        Assert.Equal(new DateTimeOffset(2026, 3, 31, 21, 59, 59, TimeSpan.Zero), read.End);
        Assert.Equal((TimeSpan.FromSeconds(90), MisfirePolicy.None, OverlapPolicy.CancelPrevious), (read.Jitter, read.Misfire, read.Overlap));
        Assert.Equal(["a=1"], read.Settings);
    }

    [Fact]
    public void Read_WithNothingMore_IsAsPipelinesYamlWouldHaveIt() =>
        Assert.Equal(new ScheduleDefinition("nightly", "run", "@daily", "UTC"), new ScheduleText("nightly", "@daily").Read());

    [Fact]
    public void Read_WithMistakes_NamesEveryOne()
    {
        var text = new ScheduleText("nightly", "61 25 * * *") { Zone = "Nowhere", Start = "x", End = "y", Jitter = "z", Misfire = "latst", Overlap = "quue" };
        string message = Assert.Throws<ScheduleException>(text.Read).Message;
        Assert.Equal(8, message.Split('\n').Length);
        foreach (string word in (string[])["'61'", "'25'", "Nowhere", "start: 'x'", "end: 'y'", "jitter: 'z'", "did you mean 'latest'?", "did you mean 'queue'?"]) Assert.Contains(word, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Words_OfEveryPolicy_AreReadAgain()
    {
        Assert.All(Enum.GetValues<MisfirePolicy>(), policy => Assert.Equal(policy, ScheduleWords.Misfires[ScheduleWords.Of(policy)]));
        Assert.All(Enum.GetValues<OverlapPolicy>(), policy => Assert.Equal(policy, ScheduleWords.Overlaps[ScheduleWords.Of(policy)]));
    }

    [Fact]
    public void Duration_Written_IsReadAgain() => Check.One(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithReplay(811, 813), Prop.ForAll(
        Gen.Choose(0, int.MaxValue).Select(milliseconds => TimeSpan.FromMilliseconds(milliseconds)).ToArbitrary(),
        span => ConfigUnits.ParseDuration(ConfigUnits.WriteDuration(span)) == span));

    [Theory]
    [InlineData(90_000, "90s")]
    [InlineData(600_000, "10m")]
    [InlineData(1, "1ms")]
    [InlineData(172_800_000, "2d")]
    public void Duration_Written_HasTheLongestUnitOfWhichItIsAWholeNumber(int milliseconds, string text) =>
        Assert.Equal(text, ConfigUnits.WriteDuration(TimeSpan.FromMilliseconds(milliseconds)));
}
