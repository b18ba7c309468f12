namespace Workflow.Scoring.Format.Reading;

/// <summary>Takes the value that stands at a place.</summary>
internal delegate T PartItem<out T>(ref PartReader json);
