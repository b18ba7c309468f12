using Microsoft.Playwright;
using Workflow.Testing.Browser;

namespace Workflow.Api.Tests.TestData;

/// <summary>What tests look for on the overview.</summary>
internal static class OverviewPage
{
    /// <summary>The row of a run in the table of runs.</summary>
    public static ILocator RunRow(this WatchedPage watched, string run) =>
        watched.Page.Locator("section", new() { HasText = "Runs" }).Locator("tbody tr").Filter(new() { Has = watched.Page.Locator($"a[href='/runs/{run}']") });
}
