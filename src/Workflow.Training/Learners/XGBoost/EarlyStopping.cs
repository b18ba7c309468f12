namespace Workflow.Training.Learners.XGBoost;

/// <summary>Remembers the best round and says when enough rounds have passed without a better one.</summary>
internal sealed class EarlyStopping(int patience)
{
    private double _best = double.PositiveInfinity;
    private int _last;

    /// <summary>The best round so far, from 0.</summary>
    public int BestRound { get; private set; }

    /// <summary>Whether training should stop.</summary>
    public bool ShouldStop => _last - BestRound >= patience;

    /// <summary>Notes a round's loss.</summary>
    /// <returns>Whether it is the best so far.</returns>
    public bool Improves(double loss, int round)
    {
        _last = round;
        if (!(loss < _best)) return false;
        _best = loss;
        BestRound = round;
        return true;
    }
}
