"""MiniStack, which also takes alarms on several metrics: it keeps them as alarms on the first."""

from ministack.app import main
from ministack.services.cloudformation import provisioners

of_one_metric = provisioners._cw_metric_alarm_record


def of_any(name, props):
    metrics = [query["MetricStat"] for query in props.get("Metrics", []) if "MetricStat" in query]
    if metrics:
        first = metrics[0]
        props = {key: value for key, value in props.items() if key != "Metrics"}
        props |= {key: first["Metric"].get(key) for key in ("MetricName", "Namespace", "Dimensions")}
        props |= {"Statistic": first["Stat"], "Period": first["Period"]}
    return of_one_metric(name, props)


provisioners._cw_metric_alarm_record = of_any
main()
