using Microsoft.AspNetCore.Http;

namespace Workflow.Api.Endpoints;

/// <summary>Settings in the body of a request: <c>KEY=VALUE</c> each.</summary>
internal static class SettingsList
{
    /// <summary>Lets lists through that JSON has not put a null into.</summary>
    /// <exception cref="BadHttpRequestException">There is one.</exception>
    public static void Require(IReadOnlyList<string>? settings)
    {
        if (settings?.Any(setting => setting is null) == true) throw new BadHttpRequestException("null among the settings");
    }
}
