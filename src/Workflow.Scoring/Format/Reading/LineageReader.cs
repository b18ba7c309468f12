namespace Workflow.Scoring.Format.Reading;

/// <summary>Reads what a pipeline was made from.</summary>
internal static class LineageReader
{
    private static readonly MemberNames Members = new(
    [
        "recipe", "recipeSha256", "datasetSha256", "sourceSha256", "simulated", "splitSha256", "parametersSha256", "codeVersion",
        "trainingRows", "testRows",
    ]);

    /// <summary>Reads the object that stands here.</summary>
    public static Lineage Read(ref PartReader json)
    {
        string? recipe = null, recipeSha256 = null, datasetSha256 = null, sourceSha256 = null;
        string? splitSha256 = null, parametersSha256 = null, codeVersion = null;
        bool simulated = false;
        int trainingRows = 0, testRows = 0;
        var members = new MemberWalk(Members);
        while (members.MoveNext(ref json))
        {
            switch (members.Name)
            {
                case "recipe": recipe = json.Text(); break;
                case "recipeSha256": recipeSha256 = json.Text(); break;
                case "datasetSha256": datasetSha256 = json.Text(); break;
                case "sourceSha256": sourceSha256 = json.Text(); break;
                case "simulated": simulated = json.Flag(); break;
                case "splitSha256": splitSha256 = json.Text(); break;
                case "parametersSha256": parametersSha256 = json.Text(); break;
                case "codeVersion": codeVersion = json.Text(); break;
                case "trainingRows": trainingRows = json.Integer(); break;
                case "testRows": testRows = json.Integer(); break;
            }
        }

        return new Lineage
        {
            Recipe = recipe!,
            RecipeSha256 = recipeSha256!,
            DatasetSha256 = datasetSha256!,
            SourceSha256 = sourceSha256!,
            Simulated = simulated,
            SplitSha256 = splitSha256!,
            ParametersSha256 = parametersSha256!,
            CodeVersion = codeVersion!,
            TrainingRows = trainingRows,
            TestRows = testRows,
        };
    }
}
