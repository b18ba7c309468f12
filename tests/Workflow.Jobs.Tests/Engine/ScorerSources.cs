using System.Runtime.Versioning;
using Workflow.Jobs.Engine;
using Workflow.Jobs.Home;
using Workflow.Testing.Files;

namespace Workflow.Jobs.Tests.Engine;

/// <summary>A checkout whose scorer is a script that says which environment it was compiled in, but for its mark: published in a second instead of a minute.</summary>
[SupportedOSPlatform("linux")]
internal sealed class ScorerSources : IDisposable
{
    private const string Project = """
        <Project>
          <Target Name="Restore" />
          <Target Name="Publish">
            <Exec Command="mkdir -p '$(ArtifactsPath)' '$(PublishDir)' &amp;&amp; env | grep -vE '^WORKFLOW_(STEP|OWNER|PROGRAM)=' | sort &gt; '$(PublishDir)/scorer' &amp;&amp; chmod 700 '$(PublishDir)/scorer'" />
            <Copy SourceFiles="restored.json" DestinationFiles="$(ArtifactsPath)/obj/Workflow.Scorer/project.assets.json" />
          </Target>
        </Project>
        """;

    private const string Restored = """
        {
          "packageFolders": { "/nowhere/": {} },
          "libraries": { "Some.Tool/1.2.3": { "type": "package" }, "Workflow.Scoring/0.1.0": { "type": "project" } },
          "project": { "frameworks": { "net10.0": { "downloadDependencies": [ { "name": "Some.Runtime.linux-x64", "version": "[10.0.2, 10.0.2]" } ] } } }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    public ScorerSources()
    {
        Home = new WorkflowHome(_folder.File("home"));
        Publisher = new ScorerPublisher(Home, _folder.File("root"));
        Write("global.json", "{}");
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write("src/Workflow.Scorer/Workflow.Scorer.csproj", Project);
        Write("src/Workflow.Scorer/restored.json", Restored);
        Write("src/Workflow.Scorer/engine.props", "<Project><PropertyGroup><EngineRuntimeVersion>10.0.2</EngineRuntimeVersion></PropertyGroup></Project>");
        Write("src/Workflow.Scoring/Score.cs", "// nothing");
    }

    public WorkflowHome Home { get; }

    public ScorerPublisher Publisher { get; }

    public void Dispose() => _folder.Dispose();

    private void Write(string path, string text)
    {
        string file = _folder.File("root", path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
