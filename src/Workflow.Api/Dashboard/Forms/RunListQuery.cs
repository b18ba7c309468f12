using Microsoft.AspNetCore.Http;
using Workflow.Api.Endpoints;
using Workflow.Jobs.Runs;

namespace Workflow.Api.Dashboard.Forms;

/// <summary>Which page of a list of runs an address asks for.</summary>
/// <param name="Filter">Which runs.</param>
/// <param name="Before">Only those created before this one; null to begin with the newest.</param>
internal sealed record RunListQuery(RunFilter Filter, string? Before)
{
    /// <summary>How many runs a page shows.</summary>
    public const int PageSize = 25;

    /// <summary>Reads the address of a request. An empty field of a form is no condition.</summary>
    /// <exception cref="BadHttpRequestException">A value is wrong; the message says what is allowed.</exception>
    public static RunListQuery Read(HttpRequest request)
    {
        RunFilter filter = RunQuery.Filter(Find("pipeline"), Find("state"), Find("tag"), null);
        return new RunListQuery(filter, RunQuery.Id("before", Find("before")));

        string? Find(string key) => FormText.OrNull(request.Query[key]);
    }

    /// <summary>Address of the page with older ones; null where there is none.</summary>
    /// <param name="path">Path of the list.</param>
    /// <param name="found">What this page shows.</param>
    /// <param name="id">Tells the identifier of one.</param>
    public string? Next<T>(string path, IReadOnlyList<T> found, Func<T, string> id)
    {
        if (found.Count < PageSize) return null;
        var conditions = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["pipeline"] = Filter.Pipeline,
            ["state"] = Filter.State?.ToString(),
            ["tag"] = Filter.Tag,
            ["before"] = id(found[^1]),
        };
        return path + QueryString.Create(conditions.Where(condition => condition.Value is not null)).ToUriComponent();
    }
}
