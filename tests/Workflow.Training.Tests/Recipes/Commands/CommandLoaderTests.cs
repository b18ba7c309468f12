using System.Text;
using Workflow.Testing.Files;
using Workflow.Training.Datasets;
using Workflow.Training.Recipes;
using Workflow.Training.Recipes.Commands;
using Workflow.Training.Tests.TestData;

namespace Workflow.Training.Tests.Recipes.Commands;

public sealed class CommandLoaderTests
{
    private const string Recipe = """
        name: made
        kind: command
        sources:
          - mirror: raw.zip
        command: [python3, make.py, --from, "{source}", --to, "{output}"]
        inputs: [make.py, lib/rules.json]
        environment: {LANG: C.UTF-8, EMPTY: ""}
        timeoutMinutes: 5
        table: {separator: ";"}
        columns:
          n: {type: number}
        labels:
          columns:
            y: {No: healthy, Yes: ill}

        """;

    [Fact]
    public void Read_Everything_IsKeptAsWritten()
    {
        CommandDefinition command = Load(Recipe);
        Assert.Equal(["python3", "make.py", "--from", "{source}", "--to", "{output}"], command.Command);
        Assert.Equal(["make.py", "lib/rules.json"], command.Inputs);
        Assert.Equal([new("EMPTY", string.Empty), new("LANG", "C.UTF-8")], command.Environment);
        Assert.Equal((TimeSpan.FromMinutes(5), ';'), (command.Timeout, command.Table.Separator));
        Assert.Equal("n", Assert.Single(command.Table.Columns).Name);
    }

    [Fact]
    public void Read_LeastThatIsNeeded_HasTheDefaultsOfTheDocumentation()
    {
        RecipeDefinition recipe = TestRecipes.Load(
            "name: made\nkind: command\ncommand: [make, \"--to={output}\"]\ncolumns:\n  n: {type: number}\nlabels:\n  columns:\n    y: {0: a, 1: b}\n");
        CommandDefinition command = Assert.IsType<CommandDefinition>(recipe.Content);
        Assert.Empty(recipe.Sources);
        Assert.Empty(command.Inputs);
        Assert.Empty(command.Environment);
        Assert.Equal(TimeSpan.FromMinutes(60), command.Timeout);
    }

    // No shell reads them: what a shell would read stays as it is.
    [Fact]
    public void Read_ArgumentsThatAShellWouldRead_StayAsTheyAre()
    {
        CommandDefinition command = Load(Recipe.Replace("make.py, --from", "\"a b; rm -rf $HOME > `x` | 'y' \\\" \\\\\", --from", StringComparison.Ordinal));
        Assert.Equal("a b; rm -rf $HOME > `x` | 'y' \" \\", command.Command[1]);
    }

    [Theory]
    [InlineData("command: [python3, make.py, --from, \"{source}\", --to, \"{output}\"]", "comand: [x]", "command: missing: the program and its arguments, as a list")]
    [InlineData("command: [python3, make.py, --from, \"{source}\", --to, \"{output}\"]", "command: []", "command: missing: the program and its arguments, as a list")]
    [InlineData("command: [python3, make.py, --from, \"{source}\", --to, \"{output}\"]", "command: \"python3 make.py {output}\"", "command: a list is expected: the program and its arguments one by one, which no shell reads")]
    [InlineData("python3, make.py", "\"\", make.py", "command: the program has no name")]
    [InlineData("python3, make.py", "python3, {make: py}", "command: a list of texts is expected, and one item is a mapping")]
    [InlineData(", --to, \"{output}\"", "", "command: no argument names the file to write: {output}")]
    [InlineData("{output}", "{Output}", "command: no argument names the file to write: {output}")]
    [InlineData("[python3, make.py, --from, \"{source}\", --to, \"{output}\"]", "[\"{output}\", \"{source}\"]", "command: no argument names the file to write: {output}")]
    [InlineData("sources:\n  - mirror: raw.zip\n", "", "command: {source} is used, but the recipe has no sources")]
    [InlineData("[make.py, lib", "[/etc/passwd, lib", "inputs: '/etc/passwd' does not lie beside the recipe")]
    [InlineData("[make.py, lib", "[../make.py, lib", "inputs: '../make.py' does not lie beside the recipe")]
    [InlineData("[make.py, lib", "['a\\..\\b', lib", "inputs: 'a\\..\\b' does not lie beside the recipe")]
    [InlineData("LANG: C.UTF-8", "LANG: [C]", "environment: LANG: a text is expected, and this is a list")]
    [InlineData("LANG: C.UTF-8", "LANG: ~", "environment: LANG: a text is expected, and there is none; for an empty one write \"\"")]
    [InlineData("LANG: C.UTF-8", "\"\": C", "environment: '' is no name of a variable")]
    [InlineData("LANG: C.UTF-8", "\"A\\0B\": C", "environment: 'A\0B' is no name of a variable")]
    [InlineData("LANG: C.UTF-8", "A=B: C", "environment: 'A=B' is no name of a variable")]
    [InlineData("timeoutMinutes: 5", "timeoutMinutes: 0", "timeoutMinutes: '0' is not a whole number from 1 to 1440")]
    [InlineData("timeoutMinutes: 5", "timeoutMinutes: 1441", "timeoutMinutes: '1441' is not a whole number from 1 to 1440")]
    [InlineData("timeoutMinutes: 5", "seconds: 5", "seconds: unknown key")]
    [InlineData("n: {type: number}", "y: {type: number}", "columns: column 'y' is a label too")]
    [InlineData("columns:\n  n: {type: number}\n", "", "columns: missing: at least one column is needed")]
    public void Read_OneMistake_IsReported(string from, string to, string expected)
    {
        Assert.Contains(from, Recipe, StringComparison.Ordinal);
        Assert.Contains(expected, TestRecipes.Problems(Recipe.Replace(from, to, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("environment: {LANG: C.UTF-8, EMPTY: \"\"}", "environment: {EMPTY: \"\", LANG: C.UTF-8}")]
    [InlineData("- mirror: raw.zip", "- mirror: other.zip")]
    public void Sha256_TheSameMeaning_IsTheSame(string from, string to) =>
        Assert.Equal(TestRecipes.Load(Recipe).Sha256, TestRecipes.Load(Recipe.Replace(from, to, StringComparison.Ordinal)).Sha256);

    [Theory]
    [InlineData("--from", "--since")]
    [InlineData("[python3, make.py,", "[python3,")]
    [InlineData("LANG: C.UTF-8", "LANG: C")]
    [InlineData("EMPTY: \"\"", "OTHER: \"\"")]
    [InlineData("inputs: [make.py, lib/rules.json]", "inputs: [make.py]")]
    [InlineData("separator: \";\"", "separator: \",\"")]
    [InlineData("n: {type: number}", "n: {type: category}")]
    public void Sha256_AnotherMeaning_IsAnother(string from, string to)
    {
        Assert.Contains(from, Recipe, StringComparison.Ordinal);
        Assert.NotEqual(TestRecipes.Load(Recipe).Sha256, TestRecipes.Load(Recipe.Replace(from, to, StringComparison.Ordinal)).Sha256, StringComparer.Ordinal);
    }

    [Fact]
    public void Read_FileThatTheProgramWrote_IsReadAsATable()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("table.csv");
        File.WriteAllBytes(path, Encoding.UTF8.GetBytes("y;n\nYes;1.5\nNo;2\n"));
        Dataset dataset = RecipeReader.Read(
            TestRecipes.Load(Recipe), "y", new SourceFile(path, TestDatasets.Digest, Simulated: true), 1, null, TestContext.Current.CancellationToken);
        Assert.Equal([1.5, 2], dataset.Column("n"));
        Assert.Equal([1, 0], dataset.Labels);
        Assert.True(dataset.Schema.Simulated);
    }

    private static CommandDefinition Load(string yaml) => Assert.IsType<CommandDefinition>(TestRecipes.Load(yaml).Content);
}
