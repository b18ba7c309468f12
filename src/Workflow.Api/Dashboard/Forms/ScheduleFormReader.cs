using Microsoft.AspNetCore.Http;
using Workflow.Api.Dashboard.Views;
using Workflow.Jobs.Pipelines;
using Workflow.Jobs.Schedules;
using Workflow.Training.Configuration;
using Workflow.Training.Errors;

namespace Workflow.Api.Dashboard.Forms;

/// <summary>Reads a schedule from a form, and notes what is wrong beside the field that it is wrong in.</summary>
internal static class ScheduleFormReader
{
    public static readonly IReadOnlyList<Choice> Misfires =
    [
        new("latest", "begin a run for the latest only"), new("all", "begin a run for each"), new("none", "begin none"),
    ];

    public static readonly IReadOnlyList<Choice> Overlaps =
    [
        new("queue", "wait for it"), new("skip", "begin none"), new("cancel", "cancel it"),
    ];

    private static readonly MisfirePolicy[] MisfirePolicies = [MisfirePolicy.Latest, MisfirePolicy.All, MisfirePolicy.None];
    private static readonly OverlapPolicy[] OverlapPolicies = [OverlapPolicy.Queue, OverlapPolicy.Skip, OverlapPolicy.CancelPrevious];

    /// <summary>What was written.</summary>
    public static ScheduleForm Read(IFormCollection form) => new()
    {
        Pipeline = form.Text("pipeline"),
        Name = form.Text("name"),
        Cron = form.Text("cron"),
        Zone = form.Text("zone"),
        Misfire = form.Text("misfire"),
        Overlap = form.Text("overlap"),
        Jitter = form.Text("jitter"),
        Set = form["set"].ToString(),
    };

    /// <summary>The times that are meant, and the form with what is wrong with them.</summary>
    public static (ScheduleForm Form, CronTimes? Times) Times(ScheduleForm form)
    {
        var errors = new Dictionary<string, string>(form.Errors, StringComparer.Ordinal);
        CronText? cron = Try("cron", () => form.Cron.Length == 0 ? throw new ScheduleException("say when: for example 0 6 * * 1-5, or @daily") : CronText.Parse(form.Cron), errors);
        TimeZoneInfo? zone = Try("zone", () => ScheduleZone.Find(form.Zone), errors);
        return (form with { Errors = errors }, cron is null || zone is null ? null : new CronTimes(cron, zone));
    }

    /// <summary>The schedule that is meant, and the form with what is wrong with it.</summary>
    /// <param name="form">What was written.</param>
    /// <param name="file">pipelines.yaml, which must take the settings.</param>
    public static (ScheduleForm Form, ScheduleDefinition? Definition) Definition(ScheduleForm form, PipelinesFile file)
    {
        (form, _) = Times(form);
        var errors = new Dictionary<string, string>(form.Errors, StringComparer.Ordinal);
        if (form.Name.Length == 0) errors["name"] = "give it a name: lower-case letters, digits and hyphens, a letter first";
        int misfire = Index(form.Misfire, Misfires);
        if (misfire < 0) errors["misfire"] = "choose one of them";
        int overlap = Index(form.Overlap, Overlaps);
        if (overlap < 0) errors["overlap"] = "choose one of them";
        TimeSpan? jitter = form.Jitter.Length == 0 ? TimeSpan.Zero : ConfigUnits.ParseDuration(form.Jitter);
        if (jitter is null) errors["jitter"] = $"'{form.Jitter}' is no span of time; allowed: a number with ms, s, m, h or d, for example 10m";
        IReadOnlyList<string> settings = FormText.Lines(form.Set);
        if (!file.Names.Contains(form.Pipeline, StringComparer.Ordinal)) errors["pipeline"] = "choose one of them";
        else Try("set", () => file.Read(form.Pipeline, settings), errors);
        form = form with { Errors = errors };
        if (errors.Count > 0) return (form, null);
        return (form, new ScheduleDefinition(form.Name, ScheduleDefinition.Run, form.Cron, form.Zone)
        {
            Jitter = jitter!.Value,
            Misfire = MisfirePolicies[misfire],
            Overlap = OverlapPolicies[overlap],
            Settings = settings,
        });
    }

    private static int Index(string value, IReadOnlyList<Choice> choices)
    {
        for (int i = 0; i < choices.Count; i++)
        {
            if (choices[i].Value == value) return i;
        }

        return -1;
    }

    private static T? Try<T>(string field, Func<T> read, Dictionary<string, string> errors)
        where T : class
    {
        try
        {
            return read();
        }
        catch (WorkflowException wrong)
        {
            errors[field] = wrong.Message;
            return null;
        }
    }
}
