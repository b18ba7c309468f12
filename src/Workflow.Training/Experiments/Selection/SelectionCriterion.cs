namespace Workflow.Training.Experiments.Selection;

/// <summary>What may decide between models.</summary>
public enum SelectionCriterion
{
    /// <summary>The loss: log loss, or for numbers the root of the mean squared error. Equal within 1 % of the best.</summary>
    Loss,

    /// <summary>Macro F1. Equal within 0.001.</summary>
    F1,

    /// <summary>Macro AUC. Equal within 0.001.</summary>
    Auc,

    /// <summary>Matthews correlation coefficient. Equal within 0.001.</summary>
    Mcc,

    /// <summary>Accuracy. Equal within 0.001.</summary>
    Accuracy,

    /// <summary>Share of the variance that is explained, for numbers. Equal within 0.001.</summary>
    R2,

    /// <summary>How hard the model is to read: prior, decision tree, linear, random forest, extra trees, boosting, ensemble.</summary>
    Simplicity,
}
