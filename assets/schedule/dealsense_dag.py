"""The Monday run as an Airflow DAG: pull, run, verify, send.

Six o'clock is that of ZONE: Airflow reads the cron line in the zone of
start_date and follows its changes of the hour. Exit code 99, nothing new,
marks a task as skipped, and with it the rest. A send that is repeated sends
nothing twice; what it cannot deliver or is in doubt fails the task.
"""
import datetime
import os

import pendulum
from airflow import DAG
from airflow.operators.bash import BashOperator

ZONE = "Europe/Berlin"
CONFIG = os.environ.get("DEALSENSE_CONFIG", "/etc/dealsense/dealsense.ini")
STATE = os.environ.get("DEALSENSE_STATE", "/var/lib/dealsense")

# The day of the run, in ZONE: the end of the interval that Airflow closes.
DAY = "{{ data_interval_end.in_timezone('" + ZONE + "').to_date_string() }}"

COMMANDS = {
    "pull": 'dealsense pull ${DEALSENSE_CRM:-salesforce} --config "$CONFIG" '
            '--out "$STATE/crm" --log json',
    "run": 'dealsense run "$STATE/crm/deals.csv" '
           '--history "$STATE/crm/history.csv" --config "$CONFIG" '
           '--out "$STATE/packs" --as-of "$DAY" --if-changed --alert '
           "--quiet --log json",
    "verify": 'dealsense verify "$STATE/packs/$DAY" --log json',
    "send": 'dealsense send "$STATE/packs/$DAY" --config "$CONFIG" '
            "--log json",
}

with DAG(
    dag_id="dealsense",
    description="DealSense: from the CRM to the inbox",
    schedule="0 6 * * 1",
    start_date=pendulum.datetime(2024, 1, 1, tz=ZONE),
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": 3,
        "retry_delay": datetime.timedelta(minutes=5),
        "retry_exponential_backoff": True,
    },
) as dag:
    before = None
    for name, command in COMMANDS.items():
        task = BashOperator(
            task_id=name,
            bash_command=command,
            env={"CONFIG": CONFIG, "STATE": STATE, "DAY": DAY, "TZ": ZONE},
            append_env=True,
            skip_on_exit_code=99,
        )
        if before:
            before >> task
        before = task
