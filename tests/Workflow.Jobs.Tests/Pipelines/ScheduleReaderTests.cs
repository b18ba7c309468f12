using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Schedules;
using Workflow.Jobs.Tests.TestData;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Tests.Pipelines;

public sealed class ScheduleReaderTests
{
    [Fact]
    public void Read_EveryKey_ArrivesWhereItBelongs()
    {
        ScheduleDefinition schedule = Assert.Single(TestPipelines.Open(With(
            "{cron: 30 2 * * *, zone: Europe/Berlin, start: 2026-07-01, end: 2026-12-31, jitter: 10m, misfire: all, overlap: cancel, set: {train.budget.trials: 5, train.learners: [prior, logistic]}}"))
            .ReadAll()[0].Schedules);
        Assert.Equal(
            new ScheduleDefinition("nightly", "run", "30 2 * * *", "Europe/Berlin")
            {
                Start = new DateTimeOffset(2026, 6, 30, 22, 0, 0, TimeSpan.Zero),
                End = new DateTimeOffset(2026, 12, 31, 22, 59, 59, TimeSpan.Zero),
                Jitter = TimeSpan.FromMinutes(10),
                Misfire = MisfirePolicy.All,
                Overlap = OverlapPolicy.CancelPrevious,
                Settings = schedule.Settings,
            },
            schedule);
        Assert.Equal(["train.budget.trials=5", "train.learners=[prior, logistic]"], schedule.Settings);
    }

    [Theory]
    [InlineData("{cron: 0 25 * * *}", "2:80", "cron: cron '0 25 * * *': hour '25' is not allowed; allowed: 0 to 23, lists (,), ranges (-), steps (/) and *, for example 2, 8-17 or */6")]
    [InlineData("{cron: 0 2 * * *, zone: Europe/Berln}", "2:97", "zone: time zone 'Europe/Berln' is unknown; did you mean 'Europe/Berlin'? allowed: UTC and the names of the IANA database, for example Europe/Berlin")]
    [InlineData("{cron: 0 2 * * *, misfire: lates}", "2:100", "misfire: 'lates' is unknown; did you mean 'latest'? (allowed: latest, all, none)")]
    [InlineData("{cron: 0 2 * * *, jitter: -1m}", "2:99", "jitter: '-1m' is not a duration such as 250ms, 10s, 5m, 2h or 1d")]
    [InlineData("{cron: 0 2 * * *, start: tomorrow}", "2:98", "start: 'tomorrow' is no moment; " + ScheduleMoment.Forms)]
    [InlineData("{cron: 0 2 * * *, set: {train.budget.trails: 5}}", "2:96", "set: pipelines.p.train.budget.trails: unknown key; did you mean 'trials'? (allowed: trials, rounds, search_rows, trial_memory)")]
    public void Read_WrongValue_IsToldWithItsPlace(string schedule, string place, string problem) => Assert.Equal(
        [$"pipelines.yaml:{place}: pipelines.p.schedules.nightly.{problem}"],
        Assert.Throws<ConfigurationException>(TestPipelines.Open(With(schedule)).ReadAll).Problems.Select(wrong => wrong.ToString()));

    [Fact]
    public void Read_EndBeforeStart_IsTold() => Assert.Contains(
        "lies before the start",
        Assert.Throws<ConfigurationException>(TestPipelines.Open(With("{cron: 0 2 * * *, start: 2026-02-01, end: 2026-01-01}")).ReadAll).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ReadAll_TriggersInACircle_AreRefusedWithTheWholePath()
    {
        const string Yaml = """
            pipelines:
              a: {steps: {work: {run: [x]}}, triggers: {t: {pipeline: c}}}
              b: {steps: {work: {run: [x]}}, triggers: {t: {pipeline: a}}}
              c: {steps: {work: {run: [x]}}, triggers: {t: {pipeline: b}, u: {pipeline: d}}}
            """;
        var refused = Assert.Throws<ConfigurationException>(TestPipelines.Open(Yaml).ReadAll);
        Assert.Contains("pipelines.a.triggers.t.pipeline: the pipelines would begin each other without end: a -> b -> c -> a", refused.Message, StringComparison.Ordinal);
        Assert.Contains("pipelines.c.triggers.u.pipeline: there is no pipeline 'd'; did you mean 'a'? (allowed: a, b, c)", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "one of two is expected")]
    [InlineData("{pipeline: p, file: a}", "one of two is expected")]
    [InlineData("{pipeline: p}", "p -> p")]
    [InlineData("{file: \"*/a.csv\"}", "is no pattern of files")]
    [InlineData("{file: incoming/}", "is no pattern of files")]
    public void ReadAll_WrongTrigger_IsTold(string trigger, string problem) => Assert.Contains(
        problem,
        Assert.Throws<ConfigurationException>(TestPipelines.Open($"pipelines: {{p: {{steps: {{work: {{run: [x]}}}}, triggers: {{t: {trigger}}}}}}}").ReadAll).Message,
        StringComparison.Ordinal);

    private static string With(string schedule) => $"pipelines:\n  p: {{recipe: r, target: t, environments: {{dev: }}, schedules: {{nightly: {schedule}}}}}\n";
}
