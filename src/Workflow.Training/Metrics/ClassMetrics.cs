namespace Workflow.Training.Metrics;

/// <summary>How well one class is told from the others.</summary>
/// <param name="Class">Value of the class.</param>
/// <param name="Rows">Rows that are of the class.</param>
/// <param name="Precision">Share of the rows predicted as the class that are of it; 0 where none is predicted.</param>
/// <param name="Recall">Share of the rows of the class that are predicted as it; 0 where there are none.</param>
/// <param name="F1">Harmonic mean of precision and recall; 0 where both are 0.</param>
/// <param name="Auc">AUC of the class against all others; null where the class has no rows or all.</param>
public sealed record ClassMetrics(string Class, int Rows, double Precision, double Recall, double F1, double? Auc);
