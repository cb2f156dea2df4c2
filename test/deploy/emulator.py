"""MiniStack, which also takes alarms on several metrics, as alarms on the first, and keeps punctuation out of secrets."""

import string

from ministack.app import main
from ministack.services.cloudformation import provisioners

of_one_metric = provisioners._cw_metric_alarm_record
generated = provisioners._sm_secret_string


def of_any(name, props):
    metrics = [query["MetricStat"] for query in props.get("Metrics", []) if "MetricStat" in query]
    if metrics:
        first = metrics[0]
        props = {key: value for key, value in props.items() if key != "Metrics"}
        props |= {key: first["Metric"].get(key) for key in ("MetricName", "Namespace", "Dimensions")}
        props |= {"Statistic": first["Stat"], "Period": first["Period"]}
    return of_one_metric(name, props)


def without_punctuation(props):
    wanted = props.get("GenerateSecretString") or {}
    if wanted.get("ExcludePunctuation") in (True, "true"):
        left_out = wanted.get("ExcludeCharacters", "") + string.punctuation
        props = props | {"GenerateSecretString": wanted | {"ExcludeCharacters": left_out}}
    return generated(props)


provisioners._cw_metric_alarm_record = of_any
provisioners._sm_secret_string = without_punctuation
main()
