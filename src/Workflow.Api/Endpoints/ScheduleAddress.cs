using Microsoft.AspNetCore.Http;

namespace Workflow.Api.Endpoints;

/// <summary>The schedule that an address names: by its identifier, or by the pipeline and its own name.</summary>
/// <param name="Text">Identifier, or PIPELINE/NAME.</param>
internal sealed record ScheduleAddress(string Text)
{
    /// <summary>Reads it from the address of a request.</summary>
    public static ValueTask<ScheduleAddress?> BindAsync(HttpContext context)
    {
        IReadOnlyDictionary<string, object?> values = context.Request.RouteValues;
        string text = values.TryGetValue("id", out object? id) ? Uri.UnescapeDataString($"{id}") : $"{values["pipeline"]}/{values["name"]}";
        return ValueTask.FromResult<ScheduleAddress?>(new ScheduleAddress(text));
    }
}
