using System.Reflection;

using Workflow.Testing.Files;

namespace Workflow.Architecture.Tests;

/// <summary>Which project may know which.</summary>
public sealed class AssemblyArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Workflow.Scoring"] = [],
        ["scorer"] = ["Workflow.Scoring"],
        ["Workflow.Training"] = ["Workflow.Scoring"],
        ["Workflow.Jobs"] = ["Workflow.Training"],
        ["Workflow.Api"] = ["Workflow.Jobs"],
        ["workflow"] = ["Workflow.Api"],
    };

    private static readonly Dictionary<string, string> AssemblyOfFolder = new(StringComparer.Ordinal)
    {
        ["Workflow.Scorer"] = "scorer",
        ["Workflow.Cli"] = "workflow",
    };

    public static TheoryData<string> Assemblies => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void References_OfAnAssembly_FollowTheArrows(string name)
    {
        string[] own = [.. Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!).Where(Allowed.ContainsKey)];

        // An arrow brings those behind it with it.
        Assert.Empty(own.Except(Reachable(name), StringComparer.Ordinal));
    }

    [Fact]
    public void Sources_EveryProject_IsOnTheMap()
    {
        IEnumerable<string> projects = Directory.EnumerateDirectories(Repository.Path("src")).Select(path => Path.GetFileName(path));

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), projects.Select(name => AssemblyOfFolder.GetValueOrDefault(name, name)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Workflow.Scoring")]
    [InlineData("Workflow.Training")]
    public void References_OfTheInnerProjects_KnowNoHttpSqlOrHosting(string name)
    {
        string[] outer = ["System.Net.Http", "System.Data", "Dapper", "Npgsql", "Microsoft.AspNetCore", "Microsoft.Extensions"];

        IEnumerable<string> references = Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!);

        Assert.DoesNotContain(references, reference => outer.Any(prefix => reference.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void References_OfScoring_AreTheBaseClassLibraryAlone() =>
        Assert.All(
            Assembly.Load("Workflow.Scoring").GetReferencedAssemblies(),
            reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

    private static HashSet<string> Reachable(string name)
    {
        var reachable = new HashSet<string>(Allowed[name], StringComparer.Ordinal);
        foreach (string next in Allowed[name]) reachable.UnionWith(Reachable(next));
        return reachable;
    }
}
