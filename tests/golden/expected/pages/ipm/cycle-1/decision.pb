META
key;value
description;Cycle 1 du Conseil (données d'illustration)
country;France
unit;Communauté du Phare
instance;2026
num_projects;4
num_votes;3
budget;90
vote_type;cumulative
rule;unknown
date_begin;05.01.2026
date_end;30.01.2026
max_sum_points;100
comment;#1: montants : jours-homme. #2: règle : parts égales. #3: des prérequis, exclusions, obligations et montants par thème n'ont pas de place dans ce format.
PROJECTS
project_id;cost;votes;score;name;category;selected
DE-01;30;2;90;Prévenir quand une lampe s'éteint;feux;1
DE-02;45;2;65;Chercher dans le journal;journal;0
DE-03;60;1;70;Régler la portée à distance;feux;0
DE-04;15;3;75;Saisir le journal en ligne;journal;1
VOTES
voter_id;vote;points
nord;DE-01,DE-02,DE-04;60,25,15
ouest;DE-02,DE-01,DE-04;40,30,30
sud;DE-03,DE-04;70,30
