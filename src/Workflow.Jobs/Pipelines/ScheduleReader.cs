using Workflow.Jobs.Schedules;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads one schedule of a pipeline.</summary>
internal static class ScheduleReader
{
    private static readonly Dictionary<string, string> Actions = new[] { ScheduleDefinition.Run, ScheduleDefinition.Batch }.ToDictionary(action => action, StringComparer.Ordinal);

    /// <summary>Reads it and notes what is wrong with it.</summary>
    public static ScheduleDefinition Read(string name, ConfigMapReader map, ConfigProblems problems)
    {
        if (!ConfigNames.IsName(name)) problems.Add(map.Location, map.Path, $"'{name}' is no name of a schedule: {ConfigNames.Rule}");
        string action = map.Choice("do", ScheduleDefinition.Run, Actions);
        string cron = map.Text("cron");
        CronText? parsed = map.Peek("cron") is ConfigScalar ? Try(map, "cron", () => CronText.Parse(cron)) : null;
        string zoneName = map.OptionalText("zone") ?? "UTC";
        TimeZoneInfo? zone = Try(map, "zone", () => ScheduleZone.Find(zoneName));
        var schedule = new ScheduleDefinition(name, action, cron, zoneName)
        {
            Start = ReadMoment(map, "start", zone),
            End = ReadMoment(map, "end", zone),
            Jitter = map.OptionalDuration("jitter") ?? TimeSpan.Zero,
            Misfire = map.Choice("misfire", MisfirePolicy.Latest, ScheduleWords.Misfires),
            Overlap = map.Choice("overlap", OverlapPolicy.Queue, ScheduleWords.Overlaps),
            Settings = SettingsReader.Read(map),
            ScheduledBatch = action == ScheduleDefinition.Batch ? ScheduledBatchReader.Read(map) : null,
        };
        if (parsed is not null && zone is not null) Try(map, "end", () => new CronTimes(parsed, zone, schedule.Start, schedule.End));
        map.RejectUnknownKeys();
        return schedule;
    }

    private static DateTimeOffset? ReadMoment(ConfigMapReader map, string key, TimeZoneInfo? zone)
    {
        if (map.OptionalText(key) is not { } text) return null;
        if (ScheduleMoment.Parse(text, zone ?? TimeZoneInfo.Utc, isEnd: key == "end") is { } moment) return moment;
        map.Problem(key, $"'{text}' is no moment; {ScheduleMoment.Forms}");
        return null;
    }

    private static T? Try<T>(ConfigMapReader map, string key, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ScheduleException wrong)
        {
            foreach (string line in wrong.Message.Split('\n')) map.Problem(key, line);
            return null;
        }
    }
}
